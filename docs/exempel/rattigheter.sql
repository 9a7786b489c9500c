-- Körs efter varje spegla-portal setup: runuser -u spegla -- psql -v ON_ERROR_STOP=1 -d spegla -f rattigheter.sql
GRANT SELECT ON ALL TABLES IN SCHEMA published TO spegla_las;
GRANT INSERT ON ALL TABLES IN SCHEMA inbox TO spegla_in;
-- Vilka steg som är tagna i tabellerna är portalens ensak.
REVOKE ALL ON published.django_migrations FROM spegla_las;
REVOKE ALL ON inbox.django_migrations FROM spegla_in;
