// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/commandpalette.h"

#include "help/helptopics.h"
#include "store/store.h"
#include "theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int MaxKeys = 30, MaxTopics = 6;
constexpr int ActionRole = Qt::UserRole;
constexpr int KeyRole = Qt::UserRole + 1;
constexpr int ShortcutRole = Qt::UserRole + 2;
constexpr int TopicRole = Qt::UserRole + 3;

// The shortcut stands at the right, as in the buttons.
class ChoiceDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        painter->save();
        painter->setFont(theme().mono(11));
        painter->setPen(theme().dim);
        // At the end of the line, which is its left in a language that begins at the right.
        painter->setLayoutDirection(option.direction);
        painter->drawText(option.rect.adjusted(12, 0, -12, 0), Qt::AlignRight | Qt::AlignVCenter,
            index.data(ShortcutRole).toString());
        painter->restore();
    }
};
} // namespace

CommandPalette::CommandPalette(const Store &store, QString keyPrefix, QWidget *parent)
    : QFrame(parent)
    , m_store(store)
    , m_keyPrefix(std::move(keyPrefix))
    , m_input(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("commandPalette"));
    setProperty("role", QStringLiteral("panel"));
    m_input->setPlaceholderText(tr("Search commands, keys…"));
    m_input->setAccessibleName(tr("Search commands and keys"));
    m_list->setAccessibleName(tr("Commands and keys found"));
    m_list->setProperty("role", QStringLiteral("choices"));
    m_list->setItemDelegate(new ChoiceDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus); // arrows are handed on from the input
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(12, 12, 12, 12);
    rows->addWidget(m_input);
    rows->addWidget(m_list);
    m_input->installEventFilter(this);
    connect(m_input, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::take);
    hide();
}

bool CommandPalette::matches(const QString &typed, const QString &text)
{
    const auto words = typed.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(),
        [&text](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

int CommandPalette::rank(const QString &typed, const QString &text)
{
    const auto begin = typed.simplified();
    if (text.startsWith(begin, Qt::CaseInsensitive))
        return 0;
    return text.contains(QLatin1Char(' ') + begin, Qt::CaseInsensitive) ? 1 : 2;
}

void CommandPalette::open(const QList<QAction *> &actions)
{
    m_actions.clear();
    m_topics = helpTopics();
    for (auto *action : actions) {
        if (action != m_opener) // is what one is in already
            m_actions.append(action);
    }
    const auto *host = parentWidget();
    const int width = std::min(620, host->width() - 40);
    setGeometry((host->width() - width) / 2, 64, width, std::min(420, host->height() - 100));
    m_input->clear();
    fill();
    show();
    raise();
    m_input->setFocus();
}

void CommandPalette::fill()
{
    m_list->clear();
    const auto typed = m_input->text();
    QList<QAction *> found;
    for (const auto &action : m_actions) {
        if (action && !action->text().isEmpty() && matches(typed, action->text()))
            found.append(action);
    }
    std::stable_sort(found.begin(), found.end(), [&typed](const auto *a, const auto *b) {
        return rank(typed, a->text()) < rank(typed, b->text());
    });
    for (auto *action : found) {
        const auto shortcut = action->shortcut().toString(QKeySequence::NativeText);
        auto *item = new QListWidgetItem(action->text(), m_list);
        item->setData(ShortcutRole, shortcut);
        if (!shortcut.isEmpty())
            item->setData(
                Qt::AccessibleTextRole, tr("%1, shortcut %2").arg(action->text(), shortcut));
        item->setData(ActionRole, QVariant::fromValue<QObject *>(action));
        if (!action->isEnabled()) {
            item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
            item->setToolTip(action->toolTip());
        }
    }
    if (!typed.trimmed().isEmpty()) {
        addKeys(typed);
        addTopics(typed);
    }
    if (m_list->count() == 0)
        new QListWidgetItem(tr("Nothing is called that."), m_list);
    m_list->setCurrentRow(0);
}

void CommandPalette::addKeys(const QString &typed)
{
    int keys = 0;
    for (const HeldKey &row : m_store.keys().rows()) {
        auto key = QString::fromStdString(row.key);
        if (!matches(typed, key))
            continue;
        auto *item = new QListWidgetItem(
            tr("Key  %1").arg(key.startsWith(m_keyPrefix) ? key.mid(m_keyPrefix.size()) : key),
            m_list);
        item->setData(KeyRole, key);
        if (++keys >= MaxKeys)
            break;
    }
}

// By their titles only: what is found in their texts is found in the help itself.
void CommandPalette::addTopics(const QString &typed)
{
    int topics = 0;
    for (const auto &topic : m_topics) {
        if (!matches(typed, topic.title))
            continue;
        auto *item = new QListWidgetItem(tr("Help  %1").arg(topic.title), m_list);
        item->setData(TopicRole, topic.id);
        if (++topics >= MaxTopics)
            break;
    }
}

void CommandPalette::take()
{
    const auto *item = m_list->currentItem();
    if (!item || !(item->flags() & Qt::ItemIsEnabled))
        return;
    auto *action = qobject_cast<QAction *>(item->data(ActionRole).value<QObject *>());
    const auto key = item->data(KeyRole).toString(), topic = item->data(TopicRole).toString();
    hide();
    parentWidget()->setFocus();
    if (action)
        action->trigger();
    else if (!key.isEmpty())
        Q_EMIT keyChosen(key);
    else if (!topic.isEmpty())
        Q_EMIT topicChosen(topic);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut) {
        if (QApplication::focusWidget() != m_list)
            hide();
    } else if (event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Escape:
            hide();
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            take();
            return true;
        case Qt::Key_Down:
        case Qt::Key_Up:
        case Qt::Key_PageDown:
        case Qt::Key_PageUp:
            QApplication::sendEvent(m_list, event);
            return true;
        default:
            break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace tierlens
