from django.urls import path

from reports.views import suggestions

app_name = "suggestions"
urlpatterns = [path("", suggestions.suggestions_, name="suggestions")]
