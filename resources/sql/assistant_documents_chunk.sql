-- SPDX-License-Identifier: GPL-3.0-or-later
-- Documents first_row … last_row. Each is about one topic and mentions others on the way. The title
-- counts for more than the text (weight A).
-- Variables: topics, seed, first_row, last_row.

WITH words AS MATERIALIZED (
    SELECT
        string_to_array('step by step,on the phone,in the web app,for teams,for beginners,'
            'when travelling,after an update,without losing anything,in two minutes,for administrators,'
            'with a screen reader,on an old device', ',') AS manner,
        string_to_array('Open the %2$s page and choose %1$s from the menu at the top right,'
            'Whoever wants to %1$s the %2$s needs the right to do so; ask an administrator,'
            'Your %2$s can only be found here as long as nobody else is about to %1$s it,'
            'We send a message as soon as the %2$s is ready; to %1$s it again takes one click,'
            'If the %2$s does not appear wait a minute before you try to %1$s it,'
            'Older versions show the %2$s in the sidebar and call it differently when you %1$s it', ',')
            AS mention,
        string_to_array('Everything is saved by itself and can be undone for thirty days,'
            'The connection has to be stable while this runs; a wire is better than the air,'
            'Large companies often keep a written record of each step for their auditors,'
            'Nothing of this costs anything and support is there around the clock,'
            'The small sign in the corner shows that the line is encrypted,'
            'Settings made here hold for all devices and reach them within a few seconds,'
            'Two people can work on it at once; colours show who is writing where,'
            'A short film in the learning centre shows all of it from the beginning', ',') AS plain
), chosen AS MATERIALIZED (
    SELECT i,
        hashint4extended(i, :seed) & 1152921504606846975 AS luck,
        hashint4extended(i, :seed + 1000003) & 1152921504606846975 AS more
    FROM generate_series(:first_row, :last_row) AS i
), written AS (
    SELECT i,
        format('How to %s the %s %s', t.action, t.object, manner[1 + luck % 12]) AS title,
        concat_ws('. ',
            format(mention[1 + luck / 12 % 6], t.action, t.object),
            plain[1 + luck / 72 % 8],
            format(mention[1 + luck / 576 % 6], t2.action, t3.object),
            plain[1 + luck / 3456 % 8],
            format(mention[1 + more / 8 % 6], t3.action, t2.object),
            plain[1 + more / 48 % 8]) || '.' AS body
    FROM chosen CROSS JOIN words
        JOIN tierlens_assistant.topics t ON t.id = 1 + i % :topics
        JOIN tierlens_assistant.topics t2 ON t2.id = 1 + luck / 27648 % :topics
        JOIN tierlens_assistant.topics t3 ON t3.id = 1 + more / 384 % :topics
)
INSERT INTO tierlens_assistant.documents (id, title, body, words)
SELECT i, title, body,
    setweight(to_tsvector('simple', title), 'A') || to_tsvector('simple', body)
FROM written;
