-- SPDX-License-Identifier: GPL-3.0-or-later
-- The AI-assistant world. Everything lives in this schema; dropping it leaves no trace.

CREATE SCHEMA tierlens_assistant;

-- One row, written last: what has been seeded here, all of it.
CREATE TABLE tierlens_assistant.seeded (
    format text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

-- Numbers every edit of a document; the number is the document's version from then on.
CREATE SEQUENCE tierlens_assistant.edits START 2;
