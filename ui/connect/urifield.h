// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/addresssecrets.h"

#include <QLineEdit>

namespace tierlens {

// A field for a pasted or typed address. A password in it is taken out as soon as it was pasted or
// the field is left, and kept aside: it is part of address(), but not shown.
class UriField : public QLineEdit
{
    Q_OBJECT
public:
    explicit UriField(Tier tier, QWidget *parent = nullptr);

    QString address() const; // whole, password and all; as typed if it cannot be read
    void setAddress(const QString &address); // tells nobody
    bool hidesPassword() const { return !m_secrets.isEmpty(); }
    QString problem() const; // why it cannot be read; empty: it can, or is empty

Q_SIGNALS:
    void addressEdited(); // by the user

private:
    void take(bool hide);

    Tier m_tier;
    AddressSecrets m_secrets;
    qsizetype m_length = 0; // before the last change
};

} // namespace tierlens
