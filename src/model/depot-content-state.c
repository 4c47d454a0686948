/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-state.h"

#include <glib/gi18n.h>

#include "depot-fields-private.h"

static const DepotWord state_words[] = {
  { DEPOT_CONTENT_INSTALLED, "installed", N_ ("Distributed") },
  { DEPOT_CONTENT_INSTALL_PENDING, "install-pending", N_ ("Waiting") },
  { DEPOT_CONTENT_INSTALL_RETRYING, "install-retrying", N_ ("Waiting to try again") },
  { DEPOT_CONTENT_INSTALL_FAILED, "install-failed", N_ ("Failed") },
  { DEPOT_CONTENT_REMOVAL_PENDING, "removal-pending", N_ ("Being removed") },
  { DEPOT_CONTENT_REMOVAL_RETRYING, "removal-retrying", N_ ("Waiting to try the removal again") },
  { DEPOT_CONTENT_REMOVAL_FAILED, "removal-failed", N_ ("Removal failed") },
  { DEPOT_CONTENT_UPDATING, "updating", N_ ("Being distributed") },
  { DEPOT_CONTENT_MONITORING, "monitoring", N_ ("Being validated") },
  { DEPOT_CONTENT_UNKNOWN, "unknown", N_ ("Unknown") },
  { 0, NULL, NULL },
};

static const DepotWord word_words[] = {
  { DEPOT_CONTENT_WORD_SUCCESS, "success", N_ ("Success") },
  { DEPOT_CONTENT_WORD_IN_PROGRESS, "in-progress", N_ ("In progress") },
  { DEPOT_CONTENT_WORD_ERROR, "error", N_ ("Error") },
  { DEPOT_CONTENT_WORD_UNKNOWN, "unknown", N_ ("Unknown") },
  { 0, NULL, NULL },
};

static const DepotWord action_words[] = {
  { DEPOT_CONTENT_DISTRIBUTE, "distribute", N_ ("Distribute Content") },
  { DEPOT_CONTENT_UPDATE, "update", N_ ("Update Distribution Points") },
  { DEPOT_CONTENT_REDISTRIBUTE, "redistribute", N_ ("Redistribute") },
  { DEPOT_CONTENT_VALIDATE, "validate", N_ ("Validate") },
  { DEPOT_CONTENT_REMOVE, "remove", N_ ("Remove") },
  { DEPOT_CONTENT_CANCEL, "cancel", N_ ("Cancel") },
  { 0, NULL, NULL },
};

static const char *
nick_of (const DepotWord *words, guint value)
{
  const DepotWord *word = depot_word_find (words, value);

  return word ? word->nick : NULL;
}

static const char *
label_of (const DepotWord *words, guint value)
{
  const DepotWord *word = depot_word_find (words, value);

  return word ? _ (word->label) : NULL;
}

const char *
depot_content_state_get_nick (DepotContentState state)
{
  return nick_of (state_words, state);
}

gboolean
depot_content_state_from_nick (const char *nick, DepotContentState *state)
{
  const DepotWord *word = depot_word_from_nick (state_words, nick);

  if (word)
    *state = word->value;
  return word != NULL;
}

const char *
depot_content_state_get_label (DepotContentState state)
{
  return label_of (state_words, state);
}

DepotContentWord
depot_content_state_get_word (DepotContentState state)
{
  switch (state)
    {
    case DEPOT_CONTENT_INSTALLED:
      return DEPOT_CONTENT_WORD_SUCCESS;
    case DEPOT_CONTENT_INSTALL_FAILED:
    case DEPOT_CONTENT_REMOVAL_FAILED:
      return DEPOT_CONTENT_WORD_ERROR;
    case DEPOT_CONTENT_INSTALL_PENDING:
    case DEPOT_CONTENT_INSTALL_RETRYING:
    case DEPOT_CONTENT_REMOVAL_PENDING:
    case DEPOT_CONTENT_REMOVAL_RETRYING:
    case DEPOT_CONTENT_UPDATING:
    case DEPOT_CONTENT_MONITORING:
      return DEPOT_CONTENT_WORD_IN_PROGRESS;
    case DEPOT_CONTENT_UNKNOWN:
    default:
      return DEPOT_CONTENT_WORD_UNKNOWN;
    }
}

const char *
depot_content_word_get_nick (DepotContentWord word)
{
  return nick_of (word_words, word);
}

gboolean
depot_content_word_from_nick (const char *nick, DepotContentWord *word)
{
  const DepotWord *found = depot_word_from_nick (word_words, nick);

  if (found)
    *word = found->value;
  return found != NULL;
}

const char *
depot_content_word_get_label (DepotContentWord word)
{
  return label_of (word_words, word);
}

const char *
depot_content_word_get_icon (DepotContentWord word)
{
  static const char *const icons[] = {
    [DEPOT_CONTENT_WORD_SUCCESS] = "emblem-ok-symbolic",
    [DEPOT_CONTENT_WORD_IN_PROGRESS] = "emblem-synchronizing-symbolic",
    [DEPOT_CONTENT_WORD_ERROR] = "dialog-error-symbolic",
    [DEPOT_CONTENT_WORD_UNKNOWN] = "dialog-question-symbolic",
  };

  return word < G_N_ELEMENTS (icons) ? icons[word] : icons[DEPOT_CONTENT_WORD_UNKNOWN];
}

const char *
depot_content_action_get_nick (DepotContentAction action)
{
  return nick_of (action_words, action);
}

gboolean
depot_content_action_from_nick (const char *nick, DepotContentAction *action)
{
  const DepotWord *word = depot_word_from_nick (action_words, nick);

  if (word)
    *action = word->value;
  return word != NULL;
}

const char *
depot_content_action_get_label (DepotContentAction action)
{
  return label_of (action_words, action);
}

static gboolean
is_removal (DepotContentState state)
{
  return state == DEPOT_CONTENT_REMOVAL_PENDING || state == DEPOT_CONTENT_REMOVAL_RETRYING;
}

gboolean
depot_content_state_allows (DepotContentState state,
                            gboolean has_content,
                            DepotContentAction action)
{
  gboolean is_moving = depot_content_state_get_word (state) == DEPOT_CONTENT_WORD_IN_PROGRESS;

  switch (action)
    {
    case DEPOT_CONTENT_DISTRIBUTE:
      /* the wizard leaves out destinations that have it already */
      return !is_moving && !has_content;
    case DEPOT_CONTENT_UPDATE:
      return !is_removal (state);
    case DEPOT_CONTENT_REDISTRIBUTE:
      return !is_moving;
    case DEPOT_CONTENT_VALIDATE:
      return !is_moving && has_content;
    case DEPOT_CONTENT_REMOVE:
      return !is_removal (state);
    case DEPOT_CONTENT_CANCEL:
      return is_moving;
    default:
      return FALSE;
    }
}

gboolean
depot_content_action_starts (DepotContentAction action)
{
  return action == DEPOT_CONTENT_DISTRIBUTE;
}

guint64
depot_content_counts_get_total (const DepotContentCounts *counts)
{
  guint64 total = 0;

  for (guint state = 0; state < DEPOT_N_CONTENT_STATES; state++)
    total += counts->n[state];
  return total;
}

guint64
depot_content_counts_get (const DepotContentCounts *counts, DepotContentWord word)
{
  guint64 total = 0;

  for (guint state = 0; state < DEPOT_N_CONTENT_STATES; state++)
    if (depot_content_state_get_word (state) == word)
      total += counts->n[state];
  return total;
}

guint
depot_content_counts_get_compliance (const DepotContentCounts *counts)
{
  guint64 total = depot_content_counts_get_total (counts);

  return total > 0 ? (guint) (counts->n[DEPOT_CONTENT_INSTALLED] * 100 / total) : 100;
}

DepotContentWord
depot_content_counts_get_word (const DepotContentCounts *counts)
{
  static const DepotContentWord worst_first[]
      = { DEPOT_CONTENT_WORD_ERROR, DEPOT_CONTENT_WORD_IN_PROGRESS, DEPOT_CONTENT_WORD_UNKNOWN };

  for (guint i = 0; i < G_N_ELEMENTS (worst_first); i++)
    if (depot_content_counts_get (counts, worst_first[i]) > 0)
      return worst_first[i];
  return DEPOT_CONTENT_WORD_SUCCESS;
}
