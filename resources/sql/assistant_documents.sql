-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the assistant may look up. Searching is done on `words`; an edit raises edition and version
-- but leaves the words alone, so that the same documents are found before and after it.

CREATE TABLE tierlens_assistant.documents (
    id integer NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    words tsvector NOT NULL,
    edition integer NOT NULL DEFAULT 1,
    version bigint NOT NULL DEFAULT 1
) WITH (fillfactor = 95, parallel_workers = 0); -- a search should cost the same each time
