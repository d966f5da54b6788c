"""The product's addresses with the gallery, which is there in DEBUG only."""

from django.urls import path

from adoption_reviews.urls import urlpatterns as product
from adoption_reviews.views.gallery import gallery

urlpatterns = [*product, path("gallery/", gallery, name="gallery")]
