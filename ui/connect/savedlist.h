// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace tierlens {

// The saved connections, one line each: name, environment, addresses without passwords, and what
// can be done with it.
class SavedList : public QWidget
{
    Q_OBJECT
public:
    explicit SavedList(QWidget *parent = nullptr);
    void setConnections(const std::vector<Connection> &connections);
    void setBusy(
        const QString &id, const QString &text); // "Opening…" in place of its buttons; empty: over

Q_SIGNALS:
    void watchRequested(const QString &id);
    void editRequested(const QString &id);
    void removeRequested(const QString &id); // after asking

private:
    class Line;
    QVBoxLayout *m_rows;
    std::vector<Line *> m_lines;
};

} // namespace tierlens
