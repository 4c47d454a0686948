/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of DepotCertificate, shared by its three files: facts, judgement, JSON. */
#pragma once

#include "depot-certificate.h"

struct _DepotCertificate
{
  GObject parent_instance;

  char *fingerprint, *thumbprint, *common_name;
  char **dns_names;
  char **names;                 /* those to choose from */
  char *issuer, *subject;
  char *key_kind, *signature_algorithm;
  guint key_bits;
  gint64 not_before, not_after;
  gboolean is_self_signed, is_ca, has_server_auth, has_eku, is_protected, has_refused_names;
  guint chain_length;
};
