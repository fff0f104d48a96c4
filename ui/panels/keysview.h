// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/keymodel.h"

#include <QElapsedTimer>
#include <QListView>

#include <string>

namespace tierlens {

// The list of keys with their draining bars. All rows have one height, so that geometry is
// arithmetic and 200 000 rows cost what a dozen do; QListView is kept for its keyboard, selection
// and accessibility. Selection and scroll position belong to keys, not to rows. While the pointer
// is over the list its order is held. GUI thread.
class KeysView : public QListView
{
    Q_OBJECT
public:
    static constexpr Duration SyncEvery = std::chrono::milliseconds{500};
    static constexpr Duration PaintEvery = std::chrono::milliseconds{100};
    // A pointer that has been parked on the list no longer holds it.
    static constexpr std::chrono::milliseconds HoldFor{10'000};

    explicit KeysView(KeyModel &model, QWidget *parent = nullptr);

    // Call as often as you like. The countdowns show the moment `asOf`.
    void refresh(SinceStart now, SinceStart asOf);
    const std::string &selectedKey() const { return m_selected; }
    void selectKey(const std::string &key); // also one that is not listed (yet)
    bool isHeld() const;
    void setEmptyText(const QString &text); // painted when no row is listed
    int rowHeight() const { return m_rowHeight; }
    // Asks the model for a change of the order or the rows and finds selection and place again.
    template <typename Change> void keepPlace(Change change);

    QRect visualRect(const QModelIndex &index) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint &point) const override;
    void doItemsLayout() override;
    void keyboardSearch(const QString &) override { } // letters are shortcuts of the window

Q_SIGNALS:
    void selectedKeyChanged();
    void copyRequested();

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override { return 0; }
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex &) const override { return false; }
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    void updateGeometries() override;
    void scrollContentsBy(int dx, int dy) override;
    void paintEvent(QPaintEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    struct Place // of a key on the screen
    {
        std::string key;
        int y = 0; // of its row, in the viewport
    };
    std::vector<Place> places() const;
    void returnTo(const std::vector<Place> &places);
    void restoreCurrent();
    void paintRow(QPainter &painter, const QRect &rect, int row) const;
    int rows() const { return m_model.rowCount(); }

    KeyModel &m_model;
    std::string m_selected;
    QString m_emptyText;
    QElapsedTimer m_pointerMoved;
    int m_rowHeight = 60;
    bool m_syncing = false;
    SinceStart m_syncedAt{-SyncEvery}, m_paintedAt{-PaintEvery};
};

template <typename Change> void KeysView::keepPlace(Change change)
{
    const auto before = places();
    m_syncing = true;
    change();
    restoreCurrent();
    m_syncing = false;
    updateGeometries();
    returnTo(before);
    viewport()->update();
}

} // namespace tierlens
