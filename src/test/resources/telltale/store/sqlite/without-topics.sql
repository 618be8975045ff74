-- Rows of a database with schema 12: two suppressed persons, one of whom also opted out of tracking, and their mail.
insert into persons values (1, x'0eb072f6a63163ec4ad99aef8e902261689332a7d3f6c5bf279ad218da8a97dc', 'a***@example.com', 'bulk', 'unsubscribed', 1795348800000, null, 0);
insert into persons values (2, x'decee8d907c4b25b52fb12bab7bf1e5b882e8fd02822baa72b9d0fd17147abb5', 'b***@example.com', 'all', 'by letter', 1795348800000, 1795348800000, 1);
update choices set version = 1;
insert into deliveries (number, id, created_at, recipient, subject, state, node, person)
values (1, x'01A20320A2007000800000000000000A', 1795348800000, 'ann@example.com', 'Hi', 'refused', x'00000000000000000000000000000000', 1);
insert into deliveries (number, id, created_at, recipient, subject, state, node, person)
values (2, x'01A20320A2007000800000000000000B', 1795348800000, 'ben@example.com', 'Hi', 'refused', x'00000000000000000000000000000000', 2);
insert into campaign_deliveries values (0, 1994832, 'refused', 0, 2);
