-- SPDX-License-Identifier: GPL-3.0-or-later

ALTER TABLE tierlens_assistant.documents ADD PRIMARY KEY (id);
CREATE INDEX documents_words ON tierlens_assistant.documents USING gin (words) WITH (fastupdate = off);
