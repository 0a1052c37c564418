"""HaloPSA behind the port."""
