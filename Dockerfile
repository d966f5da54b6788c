# The first stage installs and prepares, the second only runs. Both use the script that
# `make run` uses, so that image and laptop stand on the same packages.
FROM python:3.11-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1
WORKDIR /app
COPY adoption_reviews/bin adoption_reviews/bin
COPY requirements.txt package.json package-lock.json ./
RUN adoption_reviews/bin/install system packages frontend
COPY . .
RUN DATA_DIR=/tmp/build adoption_reviews/bin/install static \
    && python -m compileall -q adoption_reviews interviews casestudies maturity reports \
    && rm -rf .build/tools .build/cache node_modules

FROM python:3.11-slim-bookworm
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    DATA_DIR=/data
WORKDIR /app
COPY adoption_reviews/bin adoption_reviews/bin
RUN adoption_reviews/bin/install libraries \
    && rm -rf .build /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home reviews \
    && install --directory --owner reviews /data
COPY --from=build /app /app
USER reviews
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "adoption_reviews.wsgi:application", "--bind", "0.0.0.0:8000", \
     "--workers", "4", "--threads", "8", "--keep-alive", "10", "--limit-request-line", "8190", \
     "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-", "--no-control-socket"]
