-- SPDX-License-Identifier: GPL-3.0-or-later
-- Variables: next_order.

ALTER TABLE tierlens_store.orders ADD PRIMARY KEY (id);
CREATE INDEX orders_placed ON tierlens_store.orders (placed);
CREATE INDEX orders_customer ON tierlens_store.orders (customer, id DESC);
ALTER TABLE tierlens_store.order_lines ADD PRIMARY KEY (order_id, product);

ALTER TABLE tierlens_store.orders ADD FOREIGN KEY (customer) REFERENCES tierlens_store.users;
ALTER TABLE tierlens_store.order_lines ADD FOREIGN KEY (order_id) REFERENCES tierlens_store.orders;
ALTER TABLE tierlens_store.order_lines ADD FOREIGN KEY (product) REFERENCES tierlens_store.products;
ALTER TABLE tierlens_store.orders ALTER COLUMN id RESTART WITH :next_order;
