-- SPDX-License-Identifier: GPL-3.0-or-later
-- In the sandbox the demo's clients are a role of their own, which owns nothing.

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tierlens_app') THEN
        GRANT USAGE ON SCHEMA tierlens_store TO tierlens_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA tierlens_store TO tierlens_app;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA tierlens_store TO tierlens_app;
    END IF;
END $$;
