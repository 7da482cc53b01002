drop view managed_partner, managed_template, managed_own_policies, managed_own_desk;
