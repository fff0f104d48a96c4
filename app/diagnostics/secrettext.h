// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tierlens {

// The text with stars for whatever looks like a password: in addresses (redis://me:…@host), after
// password=, secret=, token= and the like, after AUTH, PASSWORD '…', requirepass and masterauth,
// and what ACL SETUSER is given. A last net; who writes a line leaves it out.
QString withoutSecrets(QString text);

} // namespace tierlens
