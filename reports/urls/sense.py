"""Making sense of codings: the grid, codes together, new codes by interview."""

from django.urls import path

from reports.views import sense

app_name = "sense"
urlpatterns = [
    path("", sense.grid, name="grid"),
    path("passages/", sense.passages, name="passages"),
    path("download/", sense.download, name="download"),
    path("together/", sense.together, name="together"),
    path("saturation/", sense.saturation, name="saturation"),
]
