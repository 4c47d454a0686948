/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for the states of a point (domain reference F1): numbers, nicks, labels, icons. */
#include "config.h"

#include <glib/gi18n.h>

#include "depot-point-private.h"

const DepotWord depot_point_state_words[] = {
  { DEPOT_POINT_READY, "ready", NC_ ("point state", "Ready") },
  { DEPOT_POINT_PROVISIONING, "provisioning", NC_ ("point state", "Provisioning") },
  { DEPOT_POINT_UPGRADING, "upgrading", NC_ ("point state", "Upgrading") },
  { DEPOT_POINT_FAILED, "failed", NC_ ("point state", "Failed") },
  { DEPOT_POINT_STARTING, "starting", NC_ ("point state", "Starting") },
  { DEPOT_POINT_STOPPING, "stopping", NC_ ("point state", "Stopping") },
  { DEPOT_POINT_STOPPED, "stopped", NC_ ("point state", "Stopped") },
  { DEPOT_POINT_UNKNOWN, "unknown", NC_ ("point state", "Unknown") },
  { DEPOT_POINT_DELETING, "deleting", NC_ ("point state", "Deleting") },
  { 0, NULL, NULL },
};

const char *
depot_point_state_get_nick (DepotPointState state)
{
  const DepotWord *word = depot_word_find (depot_point_state_words, state);

  return word ? word->nick : NULL;
}

gboolean
depot_point_state_from_nick (const char *nick, DepotPointState *state)
{
  const DepotWord *word = depot_word_from_nick (depot_point_state_words, nick);

  if (word)
    *state = word->value;
  return word != NULL;
}

const char *
depot_point_state_get_label (DepotPointState state)
{
  const DepotWord *word = depot_word_find (depot_point_state_words, state);

  return word ? g_dpgettext2 (NULL, "point state", word->label) : NULL;
}

/* all of these are in adwaita-icon-theme; GTK itself brings the first */
const char *
depot_point_state_get_icon (DepotPointState state)
{
  switch (state)
    {
    case DEPOT_POINT_READY:
      return "object-select-symbolic";
    case DEPOT_POINT_PROVISIONING:
    case DEPOT_POINT_UPGRADING:
    case DEPOT_POINT_STARTING:
    case DEPOT_POINT_STOPPING:
      return "content-loading-symbolic";
    case DEPOT_POINT_FAILED:
      return "dialog-error-symbolic";
    case DEPOT_POINT_STOPPED:
      return "media-playback-stop-symbolic";
    case DEPOT_POINT_DELETING:
      return "user-trash-symbolic";
    case DEPOT_POINT_UNKNOWN:
    default:
      return "dialog-question-symbolic";
    }
}
