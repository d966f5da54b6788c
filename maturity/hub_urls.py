"""Pages of the whole hub: the frameworks that trusts rate themselves on."""

from django.urls import path

from maturity.views import frameworks

app_name = "frameworks"
urlpatterns = [
    path("", frameworks.list_, name="list"),
    path("upload/", frameworks.upload, name="upload"),
    path("<str:framework_ref>/", frameworks.detail, name="detail"),
    path("<str:framework_ref>/preview/", frameworks.preview, name="preview"),
    path("<str:framework_ref>/compare/", frameworks.compare, name="compare"),
    path("<str:framework_ref>/download/", frameworks.download, name="download"),
    path("<str:framework_ref>/copy/", frameworks.copy, name="copy"),
    path("<str:framework_ref>/replace/", frameworks.replace, name="replace"),
    path("<str:framework_ref>/delete/", frameworks.delete, name="delete"),
    path("<str:framework_ref>/publish/", frameworks.publish, name="publish"),
]
