-- Körs en gång, av databasens administratör: runuser -u postgres -- psql -v ON_ERROR_STOP=1 -f roller.sql
-- spegla äger de tre lagren. spegla_las läser det som är publicerat, spegla_in lägger in det som kommer utifrån; ingen av dem
-- når ärendena. De två är till för den yttre processen, som inte finns ännu.
CREATE ROLE spegla LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE ROLE spegla_las LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE ROLE spegla_in LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE spegla OWNER spegla ENCODING 'UTF8' TEMPLATE template0;
\connect spegla
REVOKE ALL ON DATABASE spegla FROM PUBLIC;
GRANT CONNECT ON DATABASE spegla TO spegla_las, spegla_in;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA cases AUTHORIZATION spegla;
CREATE SCHEMA published AUTHORIZATION spegla;
CREATE SCHEMA inbox AUTHORIZATION spegla;
GRANT USAGE ON SCHEMA published TO spegla_las;
GRANT USAGE ON SCHEMA inbox TO spegla_in;
ALTER ROLE spegla_las IN DATABASE spegla SET search_path = published;
ALTER ROLE spegla_las IN DATABASE spegla SET default_transaction_read_only = on;
ALTER ROLE spegla_in IN DATABASE spegla SET search_path = inbox;
