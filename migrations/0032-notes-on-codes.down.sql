alter table partner_code drop column note;
alter table tenant_code drop column note;
