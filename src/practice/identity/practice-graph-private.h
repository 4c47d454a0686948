/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of Microsoft Graph share: who may come in, how it refuses, and the service
 * principals whose permissions registrations ask for. Functions that return NULL or FALSE have
 * answered. */
#pragma once

#include "practice-applications.h"
#include "practice-principal.h"

G_BEGIN_DECLS

void practice_graph_reply_error (PracticeRequest *request,
                                 guint status,
                                 const char *code,
                                 const char *message);
PracticePrincipal *practice_graph_enter (PracticeRequest *request);

/* A registration of the caller's tenant; NULL without answering when there is none. */
JsonObject *practice_graph_find_document (PracticeRequest *request,
                                          const PracticePrincipal *caller,
                                          const char *member,
                                          const char *id);

/* GET servicePrincipals?$filter=appId eq '…'&$select=… */
void practice_graph_list_principals (PracticeRequest *request, gpointer data);
/* Are the permissions a registration asks for those its resources offer in this tenant? */
gboolean practice_graph_check_accesses (PracticeRequest *request, JsonObject *body);

G_END_DECLS
