-- 0: the mail had no pixel, so that nothing can be concluded from silence.
alter table deliveries add column pixel smallint not null default 1;

-- Who is told when a person first saw a delivery. owed: 1 once a judge found that, and the row goes with the notice.
create table notices (
    delivery bigint primary key references deliveries (number),
    owed     smallint not null default 0,
    address  text collate "C" not null
);

create index notices_owed on notices (delivery) where owed = 1;
