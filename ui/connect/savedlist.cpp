// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/savedlist.h"

#include "connect/environmentbadge.h"
#include "connect/fieldrow.h"
#include "connections/addresssecrets.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace tierlens {

namespace {
// A line for each server: what it is called and where it is.
QStringList addressesOf(const Connection &connection)
{
    QStringList shown;
    for (const auto &[tier, address, tunnel] :
        {std::tuple{Tier::Redis, connection.redis, connection.redisTunnel},
            std::tuple{Tier::Postgres, connection.postgres, connection.postgresTunnel}}) {
        if (address.isEmpty())
            continue;
        auto text
            = (tier == Tier::Redis ? QStringLiteral("Redis     ") : QStringLiteral("Postgres  "))
            + shownAddress(tier, address);
        if (!tunnel.destination.isEmpty())
            text += QStringLiteral("  (ssh %1)").arg(tunnel.destination);
        shown << text;
    }
    return shown;
}

QPushButton *button(const QString &text, const char *role, const QString &name, QWidget *parent)
{
    auto *made = new QPushButton(text, parent);
    made->setProperty("role", QLatin1String(role));
    made->setObjectName(name);
    return made;
}
} // namespace

class SavedList::Line : public QFrame
{
public:
    Line(const Connection &connection, SavedList *list)
        : QFrame(list)
        , id(connection.id)
        , m_color(colorOf(connection))
        , m_addresses(addressesOf(connection))
        , m_below(new QLabel(this))
        , m_busy(new QLabel(this))
    {
        auto *name = new QLabel(connection.name, this);
        name->setFont(theme().bold13());
        name->setTextFormat(Qt::PlainText);
        auto *head = new QHBoxLayout;
        head->setSpacing(10);
        head->addWidget(name);
        head->addWidget(new EnvironmentBadge(connection, this));
        head->addStretch();
        m_below->setFont(theme().mono(12));
        m_below->setProperty("role", QStringLiteral("dim"));
        m_below->setTextFormat(Qt::PlainText);
        m_below->setText(m_addresses.join(QLatin1Char('\n'))); // cut when the width is known
        m_below->setToolTip(m_addresses.join(QLatin1Char('\n')));
        m_below->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        auto *texts = new QVBoxLayout;
        texts->setSpacing(3);
        texts->addLayout(head);
        texts->addWidget(m_below);

        auto *watch = button(SavedList::tr("Watch"), "primary", QStringLiteral("watch"), this);
        watch->setAccessibleDescription(connection.name);
        auto *edit = button(SavedList::tr("Edit…"), "", QStringLiteral("edit"), this);
        auto *remove = button(SavedList::tr("Remove…"), "flat", QStringLiteral("remove"), this);
        auto *really = new QLabel(SavedList::tr("Forget it and its passwords?"), this);
        auto *yes = button(SavedList::tr("Remove"), "danger", QStringLiteral("removeReally"), this);
        auto *no = button(SavedList::tr("Keep"), "", QStringLiteral("keep"), this);
        connect(
            watch, &QPushButton::clicked, list, [list, this] { Q_EMIT list->watchRequested(id); });
        connect(
            edit, &QPushButton::clicked, list, [list, this] { Q_EMIT list->editRequested(id); });
        connect(remove, &QPushButton::clicked, this, [this, no] {
            showEnd(1);
            no->setFocus();
        });
        connect(no, &QPushButton::clicked, this, [this] { showEnd(0); });
        connect(
            yes, &QPushButton::clicked, list, [list, this] { Q_EMIT list->removeRequested(id); });

        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(14, 8, 0, 8);
        row->addLayout(texts, 1);
        addEnd(row, {watch, edit, remove});
        addEnd(row, {really, yes, no});
        addEnd(row, {m_busy});
        showEnd(0);
    }
    void setBusy(const QString &text)
    {
        m_busy->setText(text);
        showEnd(text.isEmpty() ? 0 : 2);
    }
    const QString id;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_color);
        painter.drawRoundedRect(QRectF(0, 8, 4, height() - 16), 2, 2);
    }
    void resizeEvent(QResizeEvent *event) override
    {
        QFrame::resizeEvent(event);
        QStringList fitting;
        for (const auto &address : m_addresses)
            fitting << m_below->fontMetrics().elidedText(address, Qt::ElideRight, m_below->width());
        m_below->setText(fitting.join(QLatin1Char('\n')));
    }

private:
    void addEnd(QHBoxLayout *line, std::initializer_list<QWidget *> widgets)
    {
        auto *end = new QWidget(this);
        auto *row = new QHBoxLayout(end);
        row->setContentsMargins(0, 0, 0, 0);
        for (auto *widget : widgets)
            row->addWidget(widget);
        line->addWidget(end);
        m_ends.push_back(end);
    }
    void showEnd(std::size_t which)
    {
        for (std::size_t i = 0; i < m_ends.size(); ++i)
            m_ends[i]->setVisible(i == which);
    }

    QColor m_color;
    QStringList m_addresses;
    QLabel *m_below;
    std::vector<QWidget *> m_ends; // of which one is shown
    QLabel *m_busy;
};

SavedList::SavedList(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(2);
}

void SavedList::setConnections(const std::vector<Connection> &connections)
{
    // The click that changed the list may come from one of them.
    for (auto *line : m_lines) {
        line->hide();
        line->deleteLater();
    }
    m_lines.clear();
    for (const auto &connection : connections) {
        auto *line = new Line(connection, this);
        m_rows->addWidget(line);
        m_lines.push_back(line);
    }
}

void SavedList::setBusy(const QString &id, const QString &text)
{
    for (auto *line : m_lines) {
        if (line->id == id)
            line->setBusy(text);
    }
}

} // namespace tierlens
