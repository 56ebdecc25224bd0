import KindredCore

/// A selection with everything that `@Selection` writes, written by hand.
struct BlogStats: Selection {
  var name: String
  var entries: Int
  var best: Int?
  var blog: Blog

  struct Columns: SelectionColumns {
    typealias SelectedValue = BlogStats
    let name: Selected<String>
    let entries: Selected<Int>
    let best: Selected<Int?>
    let blog: Selected<Blog>

    init(
      name: any SelectionTerm<String>, entries: any SelectionTerm<Int>, best: any OptionalSelectionTerm<Int>,
      blog: any SelectionTerm<Blog>
    ) {
      self.name = SelectionList.columns(name, of: String.self)
      self.entries = SelectionList.columns(entries, of: Int.self)
      self.best = SelectionList.columns(best, of: Int?.self)
      self.blog = SelectionList.columns(blog, of: Blog.self)
    }

    init(from list: inout SelectionList) {
      name = list.next(String.self)
      entries = list.next(Int.self)
      best = list.next(Int?.self)
      blog = list.next(Blog.self)
    }

    static func add(_ term: Self, to list: inout SelectionList) {
      list.add(term.name)
      list.add(term.entries)
      list.add(term.best)
      list.add(term.blog)
    }
  }

  init(row: borrowing DatabaseRow, at place: inout SelectionPlace) throws {
    name = try String.readSelected(row, at: &place)
    entries = try Int.readSelected(row, at: &place)
    best = try Int?.readSelected(row, at: &place)
    blog = try Blog.readSelected(row, at: &place)
  }

  static func append(_ row: borrowing DatabaseRow, to rows: inout [BlogStats]) throws {
    var place = SelectionPlace()
    rows.append(try BlogStats(row: row, at: &place))
  }
}
