// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"

#include <QColor>
#include <QWidget>

namespace tierlens {

QString environmentName(Environment environment); // "Production"
QString environmentMeaning(Environment environment); // a sentence
QColor colorOf(const Connection &connection); // the user's, or that of its environment

// "PRODUCTION" on its colour.
class EnvironmentBadge : public QWidget
{
    Q_OBJECT
public:
    explicit EnvironmentBadge(const Connection &connection, QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    QColor m_color;
};

} // namespace tierlens
