"""The description of the API, for programs and for people."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request


class Once(SchemaGenerator):
    """Anybody may ask for the schema, which is the same for all until the next release: it is made once."""

    _made: ClassVar[dict[str, Any]] = {}

    def get_schema(self, request: Request | None = None, public: bool = False) -> dict[str, Any]:
        if not Once._made:
            Once._made = super().get_schema(request, public)  # type: ignore[no-untyped-call]
        return Once._made


class SchemaView(SpectacularAPIView):
    """OpenAPI as JSON, or as YAML for a client that asks for it."""

    generator_class = Once
    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer, OpenApiYamlRenderer2]


class DocsView(SpectacularSwaggerSplitView):
    """Swagger's page from our own files: its script is a request of its own, so nothing is inline."""

    url_name = "api:schema"
    template_name = "api/docs.html"
