/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of depotctl, one file per noun. Each gets the arguments after its name (argv[0] is the
 * verb itself) and returns an exit code of cli-context.h.
 */
#pragma once

#include "cli-context.h"

G_BEGIN_DECLS

int cli_site_create (CliContext *context, int argc, char **argv);
int cli_site_list (CliContext *context, int argc, char **argv);
int cli_site_proxy (CliContext *context, int argc, char **argv);
int cli_sign_in (CliContext *context, int argc, char **argv);
int cli_sign_out (CliContext *context, int argc, char **argv);
int cli_account_list (CliContext *context, int argc, char **argv);
int cli_cloud_list (CliContext *context, int argc, char **argv);
int cli_cloud_add (CliContext *context, int argc, char **argv);
int cli_cloud_remove (CliContext *context, int argc, char **argv);
int cli_cloud_trust (CliContext *context, int argc, char **argv);
int cli_cloud_orphans (CliContext *context, int argc, char **argv);
int cli_cloud_register (CliContext *context, int argc, char **argv);
int cli_service_list (CliContext *context, int argc, char **argv);
int cli_service_add (CliContext *context, int argc, char **argv);
int cli_service_create (CliContext *context, int argc, char **argv);
int cli_service_check (CliContext *context, int argc, char **argv);
int cli_service_verify (CliContext *context, int argc, char **argv);
int cli_service_renew (CliContext *context, int argc, char **argv);
int cli_service_remove (CliContext *context, int argc, char **argv);
int cli_subscription_list (CliContext *context, int argc, char **argv);
int cli_region_list (CliContext *context, int argc, char **argv);
int cli_group_list (CliContext *context, int argc, char **argv);
int cli_point_create (CliContext *context, int argc, char **argv);
int cli_point_list (CliContext *context, int argc, char **argv);
int cli_point_show (CliContext *context, int argc, char **argv);
int cli_point_set (CliContext *context, int argc, char **argv);
int cli_point_stop (CliContext *context, int argc, char **argv);
int cli_point_start (CliContext *context, int argc, char **argv);
int cli_point_scale (CliContext *context, int argc, char **argv);
int cli_point_renew (CliContext *context, int argc, char **argv);
int cli_point_reapply (CliContext *context, int argc, char **argv);
int cli_point_check (CliContext *context, int argc, char **argv);
int cli_point_alias (CliContext *context, int argc, char **argv);
int cli_point_dns (CliContext *context, int argc, char **argv);
int cli_point_redeploy (CliContext *context, int argc, char **argv);
int cli_point_delete (CliContext *context, int argc, char **argv);
int cli_certificate_make (CliContext *context, int argc, char **argv);
int cli_package_add (CliContext *context, int argc, char **argv);
int cli_package_list (CliContext *context, int argc, char **argv);
int cli_package_show (CliContext *context, int argc, char **argv);
int cli_package_set (CliContext *context, int argc, char **argv);
int cli_package_remove (CliContext *context, int argc, char **argv);
int cli_point_group_create (CliContext *context, int argc, char **argv);
int cli_point_group_list (CliContext *context, int argc, char **argv);
int cli_point_group_show (CliContext *context, int argc, char **argv);
int cli_point_group_add (CliContext *context, int argc, char **argv);
int cli_point_group_remove (CliContext *context, int argc, char **argv);
int cli_point_group_repair (CliContext *context, int argc, char **argv);
int cli_point_group_delete (CliContext *context, int argc, char **argv);
int cli_content_distribute (CliContext *context, int argc, char **argv);
int cli_content_update (CliContext *context, int argc, char **argv);
int cli_content_redistribute (CliContext *context, int argc, char **argv);
int cli_content_validate (CliContext *context, int argc, char **argv);
int cli_content_remove (CliContext *context, int argc, char **argv);
int cli_content_cancel (CliContext *context, int argc, char **argv);
int cli_content_status (CliContext *context, int argc, char **argv);
int cli_operation_list (CliContext *context, int argc, char **argv);
int cli_operation_show (CliContext *context, int argc, char **argv);
int cli_operation_retry (CliContext *context, int argc, char **argv);
int cli_operation_clean_up (CliContext *context, int argc, char **argv);
int cli_operation_cancel (CliContext *context, int argc, char **argv);
int cli_content_put (CliContext *context, int argc, char **argv);
int cli_content_limits (CliContext *context, int argc, char **argv);
int cli_content_clean_up (CliContext *context, int argc, char **argv);
int cli_content_schedule (CliContext *context, int argc, char **argv);
int cli_package_export (CliContext *context, int argc, char **argv);
int cli_package_import (CliContext *context, int argc, char **argv);
int cli_content_pause (CliContext *context, int argc, char **argv);
int cli_content_resume (CliContext *context, int argc, char **argv);
int cli_content_priority (CliContext *context, int argc, char **argv);
int cli_edge_token (CliContext *context, int argc, char **argv);
int cli_message_list (CliContext *context, int argc, char **argv);
int cli_log (CliContext *context, int argc, char **argv);
int cli_doctor (CliContext *context, int argc, char **argv);
int cli_keeper (CliContext *context, int argc, char **argv);

G_END_DECLS
