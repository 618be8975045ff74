-- Rows of a database with schema 10: two suppressed persons, one of whom also opted out of tracking, and their mail.
insert into telltale.persons (hash, masked, suppressed, reason, suppressed_at, withdrawn_at, changed) values
('\x0eb072f6a63163ec4ad99aef8e902261689332a7d3f6c5bf279ad218da8a97dc', 'a***@example.com', 'bulk', 'unsubscribed', 1795348800000, null, 0),
('\xdecee8d907c4b25b52fb12bab7bf1e5b882e8fd02822baa72b9d0fd17147abb5', 'b***@example.com', 'all', 'by letter', 1795348800000, 1795348800000, 1);
update telltale.choices set version = 1;
insert into telltale.deliveries (id, created_at, recipient, subject, state, node, person) values
('01a20320-a200-7000-8000-00000000000a', 1795348800000, 'ann@example.com', 'Hi', 'refused', '00000000-0000-0000-0000-000000000000', 1),
('01a20320-a200-7000-8000-00000000000b', 1795348800000, 'ben@example.com', 'Hi', 'refused', '00000000-0000-0000-0000-000000000000', 2);
insert into telltale.campaign_deliveries (campaign, quarter, state, shard, deliveries) values (0, 1994832, 'refused', 0, 2);
