/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-health-finding.h"

#include <glib/gi18n.h>

#include "depot-fields-private.h"

struct _DepotHealthFinding
{
  GObject parent_instance;

  char *point_id, *mark, *brief, *text;
  guint kind, severity, remedy;
  gint64 since;
};

G_DEFINE_FINAL_TYPE (DepotHealthFinding, depot_health_finding, G_TYPE_OBJECT)

typedef enum
{
  PROP_POINT_ID = 1,
  PROP_KIND,
  PROP_SEVERITY,
  PROP_SINCE,
  PROP_MARK,
  PROP_BRIEF,
  PROP_TEXT,
  PROP_REMEDY,
} DepotHealthFindingProperty;

static const DepotWord kind_words[] = {
  { DEPOT_HEALTH_SUBSCRIPTION, "subscription", NC_ ("health", "Subscription") },
  { DEPOT_HEALTH_ACCESS, "access", NC_ ("health", "Access to Azure") },
  { DEPOT_HEALTH_MISSING, "missing", NC_ ("health", "Missing in Azure") },
  { DEPOT_HEALTH_TAGS, "tags", NC_ ("health", "Tags") },
  { DEPOT_HEALTH_ROLES, "roles", NC_ ("health", "Roles of the instances") },
  { DEPOT_HEALTH_STOPPED, "stopped", NC_ ("health", "Stopped outside this console") },
  { DEPOT_HEALTH_INSTANCES, "instances", NC_ ("health", "Instances") },
  { DEPOT_HEALTH_ANSWER, "answer", NC_ ("health", "Answer to clients") },
  { DEPOT_HEALTH_CERTIFICATE, "certificate", NC_ ("health", "Certificate") },
  { DEPOT_HEALTH_CERTIFICATE_CHANGED,
    "certificate-changed",
    NC_ ("health", "Another certificate") },
  { DEPOT_HEALTH_MANAGEMENT, "management-certificate", NC_ ("health", "Management certificate") },
  { DEPOT_HEALTH_STORAGE_KEY, "storage-key", NC_ ("health", "Storage key") },
  { DEPOT_HEALTH_DNS, "dns", NC_ ("health", "DNS") },
  { DEPOT_HEALTH_DRIFT, "drift", NC_ ("health", "Settings in Azure") },
  { 0, NULL, NULL },
};

static const DepotWord severity_words[] = {
  { DEPOT_SEVERITY_INFO, "info", NULL },
  { DEPOT_SEVERITY_WARNING, "warning", NULL },
  { DEPOT_SEVERITY_ERROR, "error", NULL },
  { 0, NULL, NULL },
};

static const DepotWord remedy_words[] = {
  { DEPOT_REMEDY_NONE, "none", NULL },
  { DEPOT_REMEDY_SIGN_IN, "sign-in", NC_ ("remedy", "Sign In…") },
  { DEPOT_REMEDY_START, "start", NC_ ("remedy", "Start") },
  { DEPOT_REMEDY_RENEW, "renew", NC_ ("remedy", "Replace Certificate…") },
  { DEPOT_REMEDY_REAPPLY, "re-apply", NC_ ("remedy", "Re-apply") },
  { DEPOT_REMEDY_PORTAL, "portal", NC_ ("remedy", "Open Azure Portal") },
  { DEPOT_REMEDY_DELETE, "delete", NC_ ("remedy", "Delete…") },
  { 0, NULL, NULL },
};

#define FIELD(KIND, property, member)                                                              \
  { property, DEPOT_FIELD_##KIND, G_STRUCT_OFFSET (DepotHealthFinding, member) }
#define WORD(property, member, words)                                                              \
  { property, DEPOT_FIELD_WORD, G_STRUCT_OFFSET (DepotHealthFinding, member), 0, words }

static const DepotField fields[] = {
  [PROP_POINT_ID] = FIELD (TEXT, "point-id", point_id),
  [PROP_KIND] = WORD ("kind", kind, kind_words),
  [PROP_SEVERITY] = WORD ("severity", severity, severity_words),
  [PROP_SINCE] = FIELD (TIME, "since", since),
  [PROP_MARK] = FIELD (TEXT, "mark", mark),
  [PROP_BRIEF] = FIELD (TEXT, "brief", brief),
  [PROP_TEXT] = FIELD (TEXT, "text", text),
  [PROP_REMEDY] = WORD ("remedy", remedy, remedy_words),
};

static GParamSpec *props[G_N_ELEMENTS (fields)];

static void
depot_health_finding_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  depot_fields_get (object, &fields[id], value);
}

static void
depot_health_finding_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (depot_fields_set (object, &fields[id], value))
    g_object_notify_by_pspec (object, props[id]);
}

static void
depot_health_finding_finalize (GObject *object)
{
  depot_fields_clear (object, fields, G_N_ELEMENTS (fields));
  G_OBJECT_CLASS (depot_health_finding_parent_class)->finalize (object);
}

static void
depot_health_finding_class_init (DepotHealthFindingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_health_finding_get_property;
  object_class->set_property = depot_health_finding_set_property;
  object_class->finalize = depot_health_finding_finalize;
  depot_fields_install (object_class,
                        fields,
                        G_N_ELEMENTS (fields),
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY,
                        props);
}

static void
depot_health_finding_init (DepotHealthFinding *self)
{
}

DepotHealthFinding *
depot_health_finding_new (const char *point_id,
                          DepotHealthKind kind,
                          DepotSeverity severity,
                          gint64 since,
                          const char *mark,
                          const char *brief,
                          const char *text,
                          DepotRemedy remedy)
{
  return g_object_new (DEPOT_TYPE_HEALTH_FINDING,
                       "point-id",
                       point_id,
                       "kind",
                       kind,
                       "severity",
                       severity,
                       "since",
                       since,
                       "mark",
                       mark,
                       "brief",
                       brief,
                       "text",
                       text,
                       "remedy",
                       remedy,
                       NULL);
}

DepotHealthFinding *
depot_health_finding_since (DepotHealthFinding *self, gint64 since)
{
  g_return_val_if_fail (DEPOT_IS_HEALTH_FINDING (self), NULL);
  return depot_health_finding_new (self->point_id,
                                   self->kind,
                                   self->severity,
                                   since,
                                   self->mark,
                                   self->brief,
                                   self->text,
                                   self->remedy);
}

#define MAKE_GETTER(type, member, nothing)                                                         \
  type depot_health_finding_get_##member (DepotHealthFinding *self)                                \
  {                                                                                                \
    g_return_val_if_fail (DEPOT_IS_HEALTH_FINDING (self), nothing);                                \
    return self->member;                                                                           \
  }

MAKE_GETTER (const char *, point_id, NULL)
MAKE_GETTER (DepotHealthKind, kind, DEPOT_HEALTH_ANSWER)
MAKE_GETTER (DepotSeverity, severity, DEPOT_SEVERITY_INFO)
MAKE_GETTER (gint64, since, 0)
MAKE_GETTER (const char *, mark, NULL)
MAKE_GETTER (const char *, brief, NULL)
MAKE_GETTER (const char *, text, NULL)
MAKE_GETTER (DepotRemedy, remedy, DEPOT_REMEDY_NONE)

const char *
depot_health_kind_get_nick (DepotHealthKind kind)
{
  const DepotWord *word = depot_word_find (kind_words, kind);

  return word != NULL ? word->nick : NULL;
}

const char *
depot_health_kind_get_label (DepotHealthKind kind)
{
  const DepotWord *word = depot_word_find (kind_words, kind);

  return word != NULL ? g_dpgettext2 (NULL, "health", word->label) : NULL;
}

const char *
depot_remedy_get_nick (DepotRemedy remedy)
{
  const DepotWord *word = depot_word_find (remedy_words, remedy);

  return word != NULL ? word->nick : NULL;
}

const char *
depot_remedy_get_label (DepotRemedy remedy)
{
  const DepotWord *word = depot_word_find (remedy_words, remedy);

  return word != NULL && word->label != NULL ? g_dpgettext2 (NULL, "remedy", word->label) : NULL;
}

JsonObject *
depot_health_finding_to_json (DepotHealthFinding *self)
{
  JsonObject *object = json_object_new ();

  g_return_val_if_fail (DEPOT_IS_HEALTH_FINDING (self), object);

  depot_fields_to_json (self, fields, G_N_ELEMENTS (fields), object);
  return object;
}

DepotHealthFinding *
depot_health_finding_from_json (JsonObject *object, GError **error)
{
  g_autoptr (DepotHealthFinding) self = g_object_new (DEPOT_TYPE_HEALTH_FINDING, NULL);

  if (!depot_fields_from_json (G_OBJECT (self), fields, G_N_ELEMENTS (fields), object, NULL, error))
    return NULL;
  return g_steal_pointer (&self);
}
