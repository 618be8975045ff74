-- 0: the mail had no pixel, so that nothing can be concluded from silence.
alter table deliveries add column pixel integer not null default 1;

-- Who is told when a person first saw a delivery. owed: 1 once a judge found that, and the row goes with the notice.
create table notices (
    delivery integer primary key references deliveries (number),
    address  text not null,
    owed     integer not null default 0
) strict;

create index notices_owed on notices (delivery) where owed = 1;
