-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people ask about: something to do, with something. Topic 1 is asked about most. Some that
-- everybody knows come first, the others follow as they fall.
-- Variables: topics.

CREATE TABLE tierlens_assistant.topics (
    id integer NOT NULL,
    action text NOT NULL,
    object text NOT NULL
);

WITH words AS MATERIALIZED (
    SELECT
        string_to_array('reset change cancel export share delete restore move rename copy print lock '
            'unlock archive import verify renew transfer merge schedule download translate replace hide',
            ' ') AS actions,
        string_to_array('password invoice subscription account calendar report address contract '
            'profile license order backup project photo folder payment contact document reminder '
            'certificate', ' ') AS objects,
        string_to_array('reset password,cancel subscription,download invoice,change address,'
            'delete account,export report,restore backup,renew license,share calendar,verify payment,'
            'transfer contract,merge contact', ',') AS known
), pairs AS (
    SELECT actions[a] AS action, objects[o] AS object,
        coalesce(array_position(known, actions[a] || ' ' || objects[o]),
            1000 + ((a - 1) * 20 + o - 1) * 187 % 480) AS place
    FROM words, generate_series(1, 24) AS a, generate_series(1, 20) AS o
)
INSERT INTO tierlens_assistant.topics (id, action, object)
SELECT id, action, object
FROM (SELECT row_number() OVER (ORDER BY place) AS id, action, object FROM pairs) AS ordered
WHERE id <= :topics;

ALTER TABLE tierlens_assistant.topics ADD PRIMARY KEY (id);
