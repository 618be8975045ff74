-- Which node sends a delivery: it alone can say that its conversation was interrupted. null: the only one there was.

alter table deliveries add column node blob;

drop index deliveries_of_recipient;

create index deliveries_of_recipient on deliveries (lower(recipient), id);
