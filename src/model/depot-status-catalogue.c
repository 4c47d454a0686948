/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-status-catalogue-private.h"

#include <glib/gi18n.h>

#define INFO DEPOT_SEVERITY_INFO
#define WARNING DEPOT_SEVERITY_WARNING
#define ERROR DEPOT_SEVERITY_ERROR
#define MILESTONE DEPOT_MESSAGE_MILESTONE
#define DETAIL DEPOT_MESSAGE_DETAIL
#define AUDIT DEPOT_MESSAGE_AUDIT

/* Translators: in all messages of this file %1 is the name of the distribution point, %2 its
 * service FQDN, %3 a value, %4 a limit and %5 a reason. 9409 and 9425 mean what they mean in the
 * original; the other numbers of the range are this program's own. */
static const DepotCatalogueRow catalogue[] = {
  /* Translators: up to 8203, %2 is the name of a package and %3 its ID */
  { 2300, INFO, AUDIT, N_ ("The content of %2 (%3) was asked for. %5") },
  { 2301, INFO, MILESTONE, N_ ("The content of %2 (%3) was processed.") },
  { 2323, ERROR, MILESTONE, N_ ("The source folder of %2 (%3) could not be read. %5") },
  { 2330, INFO, MILESTONE, N_ ("The content of %2 (%3) is on %1, verified.") },
  { 2342, INFO, DETAIL, N_ ("Sending the content of %2 (%3) to %1 begins.") },
  { 2376, INFO, DETAIL, N_ ("A snapshot of the source folder of %2 (%3) was made. %5") },
  { 2383, ERROR, MILESTONE, N_ ("The content of %2 (%3) on %1 is not what was sent. %5") },
  { 2384, INFO, MILESTONE, N_ ("The content of %2 (%3) on %1 was read back and is whole.") },
  /* these two numbers are this program's own */
  { 2396, INFO, MILESTONE, N_ ("The content of %2 (%3) was removed from %1.") },
  { 2397, ERROR, MILESTONE, N_ ("The content of %2 (%3) could not be removed from %1. %5") },
  { 8203, ERROR, MILESTONE, N_ ("The content of %2 (%3) could not be sent to %1. %5") },
  { 9400, INFO, DETAIL, N_ ("A task for cloud distribution point %1 was queued: %3.") },
  { 9401, INFO, DETAIL, N_ ("The connection to Azure for %1 was tested and works.") },
  { 9402, ERROR, MILESTONE, N_ ("The connection to Azure for %1 does not work. %5") },
  { 9403, INFO, DETAIL, N_ ("The storage account of %1 is being created.") },
  { 9404, INFO, DETAIL, N_ ("%1 waits for its storage container to appear.") },
  { 9405, INFO, DETAIL, N_ ("The service of %1 is being created in Azure.") },
  { 9406, INFO, DETAIL, N_ ("The service of %1 is being configured for %2.") },
  { 9407,
    ERROR,
    MILESTONE,
    N_ ("Cloud distribution point %1 could not be provisioned. It stopped at “%3”. %5") },
  { 9408, INFO, AUDIT, N_ ("%3 asked for cloud distribution point %1 with the service FQDN %2.") },
  { 9409, INFO, MILESTONE, N_ ("Cloud distribution point %1 is installed and ready under %2.") },
  { 9410, INFO, AUDIT, N_ ("%3 asked to stop cloud distribution point %1.") },
  { 9411,
    INFO,
    MILESTONE,
    N_ ("Cloud distribution point %1 is stopped. Clients can download nothing from it.") },
  { 9412, INFO, AUDIT, N_ ("%3 asked to start cloud distribution point %1.") },
  { 9413, INFO, MILESTONE, N_ ("Cloud distribution point %1 is started.") },
  { 9414,
    ERROR,
    MILESTONE,
    N_ ("Cloud distribution point %1 could not be stopped or started. %5") },
  { 9415, INFO, AUDIT, N_ ("%3 asked to delete cloud distribution point %1.") },
  { 9416,
    INFO,
    MILESTONE,
    N_ ("Cloud distribution point %1 is deleted. Nothing of it is left in Azure.") },
  { 9417,
    ERROR,
    MILESTONE,
    N_ ("Cloud distribution point %1 could not be deleted as a whole. Left in Azure: %3. %5") },
  { 9418,
    WARNING,
    MILESTONE,
    N_ ("The service of %1 is not active, although nobody stopped it here. %5") },
  { 9419, INFO, MILESTONE, N_ ("The service of %1 is active again.") },
  { 9420, ERROR, MILESTONE, N_ ("The Azure subscription of %1 cannot be used. %5") },
  { 9421, INFO, DETAIL, N_ ("The usage of %1 was read from Azure: %3.") },
  { 9422, WARNING, MILESTONE, N_ ("The usage of %1 could not be read from Azure. %5") },
  { 9423, WARNING, MILESTONE, N_ ("The certificate of %1 for %2 expires on %3.") },
  { 9424,
    INFO,
    MILESTONE,
    N_ ("The certificate of %1 for %2 was replaced. The new one is valid until %3.") },
  { 9425,
    ERROR,
    MILESTONE,
    N_ ("The certificate of %1 for %2 is in expired state since %3. Clients refuse the service.") },
  { 9426,
    WARNING,
    MILESTONE,
    N_ ("The storage of %1 has reached its warning threshold: %3 of %4.") },
  { 9427,
    ERROR,
    MILESTONE,
    N_ ("The storage of %1 has reached its critical threshold: %3 of %4.") },
  { 9428,
    WARNING,
    MILESTONE,
    N_ ("The transfer of %1 has reached its warning threshold: %3 of %4.") },
  { 9429,
    ERROR,
    MILESTONE,
    N_ ("The transfer of %1 has reached its critical threshold: %3 of %4.") },
  { 9430, INFO, MILESTONE, N_ ("A threshold alert of %1 is cleared: %3 of %4.") },
  { 9431, WARNING, AUDIT, N_ ("Cloud distribution point %1 was stopped by rule: %3 of %4.") },
  { 9432, WARNING, MILESTONE, N_ ("Azure holds other settings for %1 than this site: %3.") },
  { 9433, WARNING, MILESTONE, N_ ("The public DNS name %2 does not lead to %1. %5") },
  { 9434, INFO, AUDIT, N_ ("%3 changed the properties of cloud distribution point %1: %5.") },
  { 9440, INFO, MILESTONE, N_ ("%1 is in order again: %3.") },
  { 9441,
    WARNING,
    MILESTONE,
    N_ ("The credential of Azure service %1 in tenant %2 ends on %3. Give it a new one before.") },
  { 9442,
    ERROR,
    MILESTONE,
    N_ ("The credential of Azure service %1 in tenant %2 ended on %3. Nothing works unattended "
        "there until it has a new "
        "one.") },
  { 9443,
    WARNING,
    MILESTONE,
    N_ ("The management certificate of %1 ends on %3. From then on Azure lets nobody start, stop "
        "or "
        "delete it with it.") },
  { 9444,
    ERROR,
    MILESTONE,
    N_ ("The management certificate of %1 ended on %3. Azure lets nobody start, stop or delete it "
        "with it.") },
};

const DepotCatalogueRow *
depot_status_catalogue_find (guint message_id)
{
  for (guint i = 0; i < G_N_ELEMENTS (catalogue); i++)
    if (catalogue[i].id == message_id)
      return &catalogue[i];
  return NULL;
}
