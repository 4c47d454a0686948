/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readers of the single formats. Each fills what it finds and leaves the rest alone. */
#pragma once

#include "depot-package-guess.h"

G_BEGIN_DECLS

/* n_bytes at offset; NULL if they are not there or more than max. Caller owns. */
guint8 *depot_byte_source_read (const DepotByteSource *bytes, guint64 offset, guint64 n_bytes, gsize max);
/* Text as it may be shown: valid, one line, at most 127 characters; takes place if *place is NULL. Takes text. */
void    depot_guess_take       (char **place, char *text);

/* "1033" or "1033,1031" as Windows numbers languages: the first one that has a name here. */
void    depot_guess_take_language (DepotPackageGuess *guess, const char *numbers);
guint16 depot_get_16           (const guint8 *at);   /* lower byte first */
guint32 depot_get_32           (const guint8 *at);

void    depot_guess_from_name  (DepotPackageGuess *guess, const char *file_name);
void    depot_guess_from_pe    (DepotPackageGuess *guess, const DepotByteSource *bytes);
void    depot_guess_from_msi   (DepotPackageGuess *guess, const DepotByteSource *bytes);
void    depot_guess_from_deb   (DepotPackageGuess *guess, const DepotByteSource *bytes);
void    depot_guess_from_rpm   (DepotPackageGuess *guess, const DepotByteSource *bytes);

G_END_DECLS
