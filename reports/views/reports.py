"""A review's report: build, read, release, download."""

from django.http import HttpResponse

from adoption_reviews.access import requires
from adoption_reviews.roles import Permission


@requires(Permission.READ_REPORTS)
def list_(request, review):
    return HttpResponse("")


@requires(Permission.BUILD_REPORTS)
def build(request, review):
    return HttpResponse("")


@requires(Permission.READ_REPORTS)
def detail(request, review, version):
    return HttpResponse("")


@requires(Permission.BUILD_REPORTS)
def status(request, review, version):
    return HttpResponse("")


@requires(Permission.BUILD_REPORTS)
def release(request, review, version):
    return HttpResponse("")


@requires(Permission.READ_REPORTS)
def pdf(request, review, version):
    return HttpResponse("")
