-- SPDX-License-Identifier: GPL-3.0-or-later
-- States, users and where they live. Everybody has one home address; one in five also has one at
-- work, somewhere else. Who "lives in Texas" has the home address there.
-- Variables: users, seed. Same numbers, same rows.

-- `share`: how many in a thousand live there, about as it is.
CREATE TABLE tierlens_store.states (
    code text NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    rank integer NOT NULL,
    share integer NOT NULL,
    version bigint NOT NULL DEFAULT 1 -- raised by every order of sneakers from there
) WITH (fillfactor = 50); -- room to raise the version in place

INSERT INTO tierlens_store.states (code, name, slug, rank, share)
SELECT split_part(entry, '|', 1), split_part(entry, '|', 2),
    lower(replace(split_part(entry, '|', 2), ' ', '-')), rank, split_part(entry, '|', 3)::integer
FROM unnest(string_to_array('TX|Texas|90,CA|California|117,FL|Florida|67,NY|New York|59,'
    'PA|Pennsylvania|39,IL|Illinois|38,OH|Ohio|35,GA|Georgia|33,NC|North Carolina|32,MI|Michigan|30,'
    'NJ|New Jersey|28,VA|Virginia|26,WA|Washington|23,AZ|Arizona|22,TN|Tennessee|21,'
    'MA|Massachusetts|21,IN|Indiana|20,MD|Maryland|18,MO|Missouri|18,WI|Wisconsin|18,'
    'CO|Colorado|17,MN|Minnesota|17,SC|South Carolina|16,AL|Alabama|15,LA|Louisiana|14,'
    'KY|Kentucky|13,OR|Oregon|13,OK|Oklahoma|12,CT|Connecticut|11,UT|Utah|10,IA|Iowa|10,'
    'NV|Nevada|9,AR|Arkansas|9,KS|Kansas|9,MS|Mississippi|9,NM|New Mexico|6,NE|Nebraska|6,'
    'ID|Idaho|6,WV|West Virginia|5,HI|Hawaii|4,NH|New Hampshire|4,ME|Maine|4,RI|Rhode Island|3,'
    'MT|Montana|3,DE|Delaware|3,SD|South Dakota|3,ND|North Dakota|2,AK|Alaska|2,VT|Vermont|2,'
    'WY|Wyoming|2', ',')) WITH ORDINALITY AS e (entry, rank);

ALTER TABLE tierlens_store.states ADD PRIMARY KEY (code);

CREATE TABLE tierlens_store.users (
    id integer NOT NULL,
    name text NOT NULL,
    joined date NOT NULL,
    version bigint NOT NULL DEFAULT 1 -- raised by every order
) WITH (fillfactor = 90);

-- mia.stone, …; after ten thousand a number follows: mia.stone.2
WITH words AS MATERIALIZED (
    SELECT
        regexp_split_to_array('mia noah ella liam ruby owen ivy eli nora jack luna cody hazel dean faye
            max iris seth june cole ada reid opal troy wren beau lucy kent elsa ross tess
            wade anna hugo rosa finn gwen leon cara ezra dora otis lena kurt vera omar
            jade emil kira raul nina paul zoe ivan maya carl lila theo rhea drew alma
            juan edie neil cora amir nell stan dana joel mona todd gina rory hana saul
            olive gus petra ray thea hank willa abe sky bram tara nash pia zane beth
            ford aria clay juno tate sage ilse bo kip', '\s+') AS first,
        regexp_split_to_array('stone rivers banks fields hill lane woods marsh brooks ford hale parks
            wells dale moss reed frost snow rain waters cliff cave bay shaw knight page
            hunt cook baker mason taylor weaver potter fisher carter cooper miller
            porter sawyer turner tyler walker wright smith king prince bishop abbott
            dean marshal steward ward west north east archer barker bell black blue
            brown gray green white gold silver steel iron flint clay sands peck finch
            swan crane drake hawk martin robin wolf fox hart lamb buck bull colt
            beck bloom bond boone bowen boyd briggs burke byrd cain chase cohen cruz
            dawson', '\s+') AS last
)
INSERT INTO tierlens_store.users (id, name, joined)
SELECT i,
    first[1 + (i - 1) % 100] || '.' || last[1 + (i - 1) / 100 % 100]
        || CASE WHEN i <= 10000 THEN '' ELSE '.' || (1 + (i - 1) / 10000) END,
    date '2019-01-01' + (i::bigint * 7919 + :seed)::integer % 2000
FROM words, generate_series(1, :users) AS i;

ALTER TABLE tierlens_store.users ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX users_name ON tierlens_store.users (name);

CREATE TABLE tierlens_store.addresses (
    customer integer NOT NULL,
    kind text NOT NULL,
    street text NOT NULL,
    city text NOT NULL,
    state text NOT NULL
);

WITH bounds AS MATERIALIZED (
    SELECT code, sum(share) OVER w - share AS low, sum(share) OVER w AS high,
        sum(share) OVER () AS whole
    FROM tierlens_store.states WINDOW w AS (ORDER BY rank)
), words AS MATERIALIZED (
    SELECT string_to_array('Oak,Main,Elm,Maple,Lake,Hill,Park,River,Cedar,Mill', ',') AS road,
        string_to_array('Springfield,Franklin,Clinton,Georgetown,Salem,Fairview,Madison,Arlington,'
            'Ashland,Dover,Hudson,Kingston,Milton,Newport,Oxford', ',') AS city
), lives AS MATERIALIZED (
    SELECT code AS state, point
    FROM bounds, generate_series(0, (SELECT max(high) FROM bounds)::integer - 1) AS point
    WHERE point >= low AND point < high
)
INSERT INTO tierlens_store.addresses (customer, kind, street, city, state)
SELECT i, kind, (1 + luck % 999) || ' ' || road[1 + luck / 7 % 10] || ' Street',
    city[1 + luck / 11 % 15], state
FROM words, generate_series(1, :users) AS i,
    LATERAL (VALUES ('home', 1), ('work', 2)) AS k (kind, number),
    LATERAL (SELECT hashint4(i * 5 + number * 77777 + :seed) & 1073741823 AS luck) AS l
    JOIN lives ON point = luck / 1024 % (SELECT max(high) FROM bounds)::integer
WHERE number = 1 OR i % 5 = 0;

ALTER TABLE tierlens_store.addresses ADD PRIMARY KEY (customer, kind);
CREATE INDEX addresses_state ON tierlens_store.addresses (state, kind, customer);
ALTER TABLE tierlens_store.addresses ADD FOREIGN KEY (customer) REFERENCES tierlens_store.users;
