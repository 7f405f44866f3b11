# Pollinate in a container: docker build -t pollinate . && docker run --env-file .env -v pollinate:/data pollinate
# With PostgreSQL see compose.yaml; docs/running.md says what each costs in care.

# What is installed is built apart, so that no tool to build with stays.
FROM python:3.13-slim AS built
COPY requirements.lock /requirements.lock
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements.lock

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home pollinate
WORKDIR /app
COPY --from=built /venv /venv
COPY bot /app/bot
COPY config /app/config
COPY matching /app/matching
COPY gunicorn.conf.py /app/gunicorn.conf.py
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/pollinate.db PORT=3000 POLLINATE_MONITOR_PORT=9090
USER pollinate
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ.get('POLLINATE_MONITOR_PORT', '9090') + '/livez', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot", "run"]
