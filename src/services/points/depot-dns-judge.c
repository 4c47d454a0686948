/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-dns-judge.h"

#include <glib/gi18n.h>

#define ARROW " → "

static const struct
{
  const char *nick, *label;
} words[] = {
  [DEPOT_DNS_GOOD] = { "good", NC_ ("dns", "Leads to this point") },
  [DEPOT_DNS_BY_ADDRESS] = { "by-address", NC_ ("dns", "Address instead of alias") },
  [DEPOT_DNS_MISSING] = { "missing", NC_ ("dns", "DNS record missing") },
  [DEPOT_DNS_OTHER_POINT] = { "other-point", NC_ ("dns", "Leads to another point") },
  [DEPOT_DNS_ELSEWHERE] = { "elsewhere", NC_ ("dns", "Leads elsewhere") },
  [DEPOT_DNS_APEX] = { "apex", NC_ ("dns", "Top of a zone") },
  [DEPOT_DNS_NO_ADDRESS] = { "no-address", NC_ ("dns", "Alias without address") },
  [DEPOT_DNS_ENDLESS] = { "endless", NC_ ("dns", "Endless aliases") },
};

void
depot_dns_report_free (DepotDnsReport *report)
{
  g_free (report->other_id);
  g_free (report->way);
  g_free (report->text);
  g_free (report->zone);
  g_free (report);
}

const char *
depot_dns_verdict_get_nick (DepotDnsVerdict verdict)
{
  return words[verdict].nick;
}

const char *
depot_dns_verdict_get_label (DepotDnsVerdict verdict)
{
  return g_dpgettext2 (NULL, "dns", words[verdict].label);
}

gboolean
depot_dns_verdict_is_good (DepotDnsVerdict verdict)
{
  return verdict == DEPOT_DNS_GOOD || verdict == DEPOT_DNS_BY_ADDRESS;
}

static gboolean
holds (GPtrArray *list, const char *name)
{
  for (guint i = 0; name != NULL && i < list->len; i++)
    if (g_ascii_strcasecmp (list->pdata[i], name) == 0)
      return TRUE;
  return FALSE;
}

static DepotPoint *
find_other (DepotPoint *point, const DepotDnsAnswer *answer, GListModel *others)
{
  for (guint i = 0; i < g_list_model_get_n_items (others); i++)
    {
      g_autoptr (DepotPoint) other = g_list_model_get_item (others, i);

      if (g_strcmp0 (depot_point_get_id (other), depot_point_get_id (point)) != 0
          && (holds (answer->aliases, depot_point_get_azure_fqdn (other))
              || holds (answer->addresses, depot_point_get_public_ip (other))))
        return g_steal_pointer (&other);
    }
  return NULL;
}

static DepotDnsVerdict
judge (DepotPoint *point, const DepotDnsAnswer *answer, DepotPoint *other)
{
  if (answer->is_endless)
    return DEPOT_DNS_ENDLESS;
  if (holds (answer->aliases, depot_point_get_azure_fqdn (point)))
    return answer->addresses->len > 0 ? DEPOT_DNS_GOOD : DEPOT_DNS_NO_ADDRESS;
  if (holds (answer->addresses, depot_point_get_public_ip (point)))
    return DEPOT_DNS_BY_ADDRESS;
  if (other != NULL)
    return DEPOT_DNS_OTHER_POINT;
  if (answer->is_zone)
    return DEPOT_DNS_APEX;
  if (answer->aliases->len > 0 || answer->addresses->len > 0 || answer->addresses6->len > 0)
    return DEPOT_DNS_ELSEWHERE;
  return DEPOT_DNS_MISSING;
}

static char *
dup_way (DepotPoint *point, const DepotDnsAnswer *answer)
{
  GString *way = g_string_new (depot_point_get_service_fqdn (point));
  GPtrArray *end = answer->addresses->len > 0 ? answer->addresses : answer->addresses6;

  for (guint i = 0; i < answer->aliases->len; i++)
    g_string_append_printf (way, ARROW "%s", (const char *) answer->aliases->pdata[i]);
  for (guint i = 0; i < end->len; i++)
    g_string_append_printf (way, "%s%s", i == 0 ? ARROW : ", ", (const char *) end->pdata[i]);
  return g_string_free (way, FALSE);
}

/* Before the record is moved, and after it. */
static char *
dup_other_text (DepotPoint *point, DepotPoint *other)
{
  const char *name = depot_point_get_service_fqdn (point);

  if (g_strcmp0 (depot_point_get_replaces_id (other), depot_point_get_id (point)) == 0)
    return g_strdup_printf (_ ("%s leads to %s now, which takes the place of this point. Once "
                               "clients have forgotten the old answer, this point can be deleted."),
                            name,
                            depot_point_get_name (other));
  if (g_strcmp0 (depot_point_get_replaces_id (point), depot_point_get_id (other)) == 0)
    return g_strdup_printf (_ ("%s still leads to %s, which this point is to replace. Change the "
                               "CNAME record, and clients come here."),
                            name,
                            depot_point_get_name (other));
  return g_strdup_printf (_ ("%s leads to the distribution point %s. Change the CNAME record."),
                          name,
                          depot_point_get_name (other));
}

static char *
dup_text (DepotDnsVerdict verdict, DepotPoint *point, DepotPoint *other)
{
  const char *name = depot_point_get_service_fqdn (point);
  const char *azure = depot_point_get_azure_fqdn (point);

  switch (verdict)
    {
    case DEPOT_DNS_GOOD:
      return g_strdup_printf (_ ("Clients that ask for %s are led to this point."), name);
    case DEPOT_DNS_BY_ADDRESS:
      return g_strdup_printf (_ ("%s has the address of this point instead of an alias. Clients "
                                 "lose it as soon as Azure gives the point another address."),
                              name);
    case DEPOT_DNS_MISSING:
      return g_strdup_printf (_ ("The DNS does not know %s. Make the CNAME record, and clients "
                                 "find this point."),
                              name);
    case DEPOT_DNS_OTHER_POINT:
      return dup_other_text (point, other);
    case DEPOT_DNS_ELSEWHERE:
      return g_strdup_printf (
          _ ("%s leads to something that is not this point. It should be an alias of %s."),
          name,
          azure);
    case DEPOT_DNS_APEX:
      return g_strdup_printf (_ ("%s is the top of a DNS zone, where no CNAME record can be. Use "
                                 "an A record with the address of the point or an alias record, "
                                 "or a certificate with a name below it."),
                              name);
    case DEPOT_DNS_NO_ADDRESS:
      return g_strdup_printf (
          _ ("The alias is right, but %s has no IPv4 address in the DNS. Clients need one."),
          azure);
    case DEPOT_DNS_ENDLESS:
    default:
      return g_strdup_printf (
          _ ("The aliases of %s lead in a ring, or are too many. Clients give up on them."), name);
    }
}

DepotDnsReport *
depot_dns_judge (DepotPoint *point, const DepotDnsAnswer *answer, GListModel *others)
{
  g_autoptr (DepotPoint) other = find_other (point, answer, others);
  DepotDnsReport *report = g_new0 (DepotDnsReport, 1);

  report->verdict = judge (point, answer, other);
  if (report->verdict == DEPOT_DNS_OTHER_POINT)
    {
      report->other_id = g_strdup (depot_point_get_id (other));
      report->is_replaced
          = g_strcmp0 (depot_point_get_replaces_id (other), depot_point_get_id (point)) == 0;
    }
  report->way = dup_way (point, answer);
  report->text = dup_text (report->verdict, point, other);
  report->zone = g_strdup (answer->zone);
  return report;
}
