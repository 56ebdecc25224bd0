public import Foundation
public import Kindred

/// A model that another module points to.
@Model(table: "library_shelf")
public struct Shelf {
  /// What is written on it.
  @Field(maxLength: 40, unique: true) public var label: String
  /// In metres, where it was measured.
  public var height: Double?
  /// When it was made.
  public var madeOn: Date = Date(timeIntervalSince1970: 0)
}

/// A type with a model in it.
public enum Catalogue {
  /// A public model with a key within its own module.
  @Model
  public struct Card {
    /// Where the book stands.
    @ForeignKey(onDelete: .cascade, relatedName: "cards") public var shelf: Shelf
    /// The book's title.
    public var title: String
  }
}

extension Catalogue {
  /// A public selection.
  @Selection
  public struct CardLine {
    /// The book's title.
    public var title: String
    /// Where it stands, in metres from the floor.
    public let height: Double?
    /// The whole shelf.
    public var shelf: Shelf
    /// The longest label, of which only this module knows.
    var longest: Int

    /// The number of characters of the longest label.
    public var length: Int { longest }

    /// The cards, with their shelves.
    public static var all: ResultQuery<Card, CardLine, SelectedInto<CardLine>> {
      Card.objects.values {
        Columns(title: $0.title, height: $0.shelf.height, shelf: $0.shelf, longest: $0.shelf.label.length)
      }
    }
  }

  /// A public selection that other modules make.
  @Selection
  public struct ShelfLine {
    /// What is written on it.
    public var label: String
    /// The number of cards.
    public var cards: Int
  }
}
