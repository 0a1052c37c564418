# One image, three processes: web, worker, watchdog. See docker-compose.yml.
FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --no-compile -r requirements.txt
COPY . .
RUN useradd --system nightdesk && DEBUG=off python manage.py collectstatic --noinput --verbosity 0 \
    && mkdir -p var && chown nightdesk var
USER nightdesk
EXPOSE 8000
CMD ["python", "-m", "nightdesk.web", "--host", "0.0.0.0"]
