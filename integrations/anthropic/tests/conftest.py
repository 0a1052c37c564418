"""The model that these tests ask."""

from integrations.anthropic.tests.fake_model import model

__all__ = ["model"]
