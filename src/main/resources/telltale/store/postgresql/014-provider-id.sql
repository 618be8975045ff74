-- The identifier that the mail server gave the mail when it accepted it, by which its log and its reports name it. Null: none, or
-- it is not known.
alter table deliveries add column queue_id text collate "C";

create index deliveries_of_queue_id on deliveries (queue_id) where queue_id is not null;
