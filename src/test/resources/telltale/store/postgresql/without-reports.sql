-- Rows of a database without reports: a person who unsubscribed from bulk mail, with a suppressed topic, another one, and their mail.
insert into telltale.campaigns (number, name) overriding system value values (1, 'spring');
insert into telltale.topics (number, name) overriding system value values (1, 'news');
insert into telltale.persons (number, hash, masked, suppressed, reason, suppressed_at, topics) overriding system value values (1, '\x0eb072f6a63163ec4ad99aef8e902261689332a7d3f6c5bf279ad218da8a97dc', 'a***@example.com', 'bulk', 'unsubscribed', 1795348800000, 1);
insert into telltale.persons (number, hash, masked) overriding system value values (2, '\xdecee8d907c4b25b52fb12bab7bf1e5b882e8fd02822baa72b9d0fd17147abb5', 'b***@example.com');
insert into telltale.person_topics (person, topic, reason, suppressed_at) values (1, 1, 'by hand', 1795348800000);
insert into telltale.deliveries (number, id, created_at, recipient, campaign, subject, state, accepted_at, node, person, queue_id) overriding system value values 
(1, '01A20320A2007000800000000000000A', 1795348800000, 'ann@example.com', 1, 'Hi', 'accepted', 1795348800000, '00000000000000000000000000000000', 1, '4Xb7');
insert into telltale.deliveries (number, id, created_at, recipient, campaign, subject, state, node, person) overriding system value values 
(2, '01A20320A2007000800000000000000B', 1795348800000, 'ben@example.com', 1, 'Hi', 'refused', '00000000000000000000000000000000', 2);
insert into telltale.campaign_deliveries (campaign, quarter, state, shard, deliveries) values (1, 1994832, 'accepted', 0, 1);
insert into telltale.campaign_deliveries (campaign, quarter, state, shard, deliveries) values (1, 1994832, 'refused', 0, 1);
