// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <QDialog>

namespace tierlens {

// Asks for the password of one server. Answered by given(), or rejected().
class PasswordAsker : public QDialog
{
    Q_OBJECT
public:
    PasswordAsker(Tier tier, const QString &shownAddress, const QString &why, bool hasKeychain,
        QWidget *parent = nullptr);

Q_SIGNALS:
    void given(const QString &password, bool keep);
};

} // namespace tierlens
