// SPDX-License-Identifier: GPL-3.0-or-later
#include "parts/paintedparts.h"

#include <QAccessibleWidget>
#include <QPointer>
#include <QWidget>
#include <QWindow>

#include <vector>

namespace tierlens {

namespace {
class Part final : public QAccessibleInterface
{
public:
    Part(QWidget *widget, int index)
        : m_widget(widget)
        , m_index(index)
    { }
    bool isValid() const override { return parts() && m_index < parts()->partCount(); }
    QObject *object() const override { return nullptr; } // lives only in the picture
    QWindow *window() const override
    {
        return m_widget ? m_widget->window()->windowHandle() : nullptr;
    }
    QAccessibleInterface *parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_widget);
    }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    void setText(QAccessible::Text, const QString &) override { }
    QAccessible::Role role() const override { return QAccessible::Graphic; }
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect local = parts()->partRect(m_index);
        return {m_widget->mapToGlobal(local.topLeft()), local.size()};
    }
    QString text(QAccessible::Text which) const override
    {
        if (!isValid())
            return {};
        return which == QAccessible::Name ? parts()->partName(m_index)
            : which == QAccessible::Description || which == QAccessible::Value
            ? parts()->partText(m_index)
            : QString();
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.readOnly = true;
        state.invisible = !m_widget || !m_widget->isVisible();
        return state;
    }

private:
    const PaintedParts *parts() const
    {
        return dynamic_cast<const PaintedParts *>(m_widget.data());
    }
    QPointer<QWidget> m_widget;
    int m_index;
};

class Whole final : public QAccessibleWidget
{
public:
    explicit Whole(QWidget *widget)
        : QAccessibleWidget(widget, QAccessible::Grouping)
    { }
    ~Whole() override
    {
        for (const auto id : m_ids) {
            if (id != 0)
                QAccessible::deleteAccessibleInterface(id);
        }
    }
    int childCount() const override { return parts() ? parts()->partCount() : 0; }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        const auto place = static_cast<std::size_t>(index);
        if (m_ids.size() <= place)
            m_ids.resize(place + 1, 0);
        if (m_ids[place] == 0)
            m_ids[place] = QAccessible::registerAccessibleInterface(new Part(widget(), index));
        return QAccessible::accessibleInterface(m_ids[place]);
    }
    int indexOfChild(const QAccessibleInterface *wanted) const override
    {
        for (std::size_t i = 0; i < m_ids.size(); ++i) {
            if (m_ids[i] != 0 && QAccessible::accessibleInterface(m_ids[i]) == wanted)
                return static_cast<int>(i);
        }
        return -1;
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        const QPoint local = widget()->mapFromGlobal(QPoint(x, y));
        for (int i = 0; i < childCount(); ++i) {
            if (parts()->partRect(i).contains(local))
                return child(i);
        }
        return nullptr;
    }

    // What it shows now, for those who do not go through it part by part.
    QString text(QAccessible::Text which) const override
    {
        auto own = QAccessibleWidget::text(which);
        if (which != QAccessible::Description || !own.isEmpty() || childCount() > MostTold)
            return own;
        QStringList said;
        for (int i = 0; i < childCount(); ++i) {
            const auto name = parts()->partName(i), text = parts()->partText(i);
            said << (text.isEmpty() ? name : name + QStringLiteral(": ") + text);
        }
        return said.join(QStringLiteral("; "));
    }

private:
    static constexpr int MostTold = 12;
    const PaintedParts *parts() const { return dynamic_cast<const PaintedParts *>(widget()); }
    mutable std::vector<QAccessible::Id> m_ids; // made when asked for
};

QAccessibleInterface *create(const QString &, QObject *object)
{
    auto *widget = qobject_cast<QWidget *>(object);
    return widget && dynamic_cast<PaintedParts *>(widget) ? new Whole(widget) : nullptr;
}
} // namespace

void installPaintedParts()
{
    static const bool once = [] {
        QAccessible::installFactory(create);
        return true;
    }();
    Q_UNUSED(once)
}

} // namespace tierlens
