"""Evidence out to other tools and in from them."""

from django.urls import path

from reports.views import exchange

app_name = "exchange"
urlpatterns = [
    path("", exchange.overview, name="overview"),
    path("export/", exchange.export, name="export"),
    path("import/", exchange.import_, name="import"),
    path("import/confirm/", exchange.import_confirm, name="import_confirm"),
]
