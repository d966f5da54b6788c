from django.urls import path

from maturity import views

app_name = "maturity"
urlpatterns = [
    path("", views.detail, name="detail"),
    path("submit/", views.submit, name="submit"),
    path("<slug:domain>/", views.domain, name="domain"),
    path("<slug:domain>/<slug:indicator>/", views.save_rating, name="save_rating"),
]
