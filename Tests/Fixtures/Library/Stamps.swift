public import Kindred

/// An internal constant that a public set of fields names.
let usualStamp = "new"

/// A public set of fields, for models of other modules as well, with a key to a model of this one.
@Fields
public struct LibraryStamp {
  /// The word on it.
  public var word: String = usualStamp
  /// The card that it is on.
  @ForeignKey(onDelete: .setNull, relatedName: "%(class)sStamps") public var card: Catalogue.Card?
  /// How often it was used.
  var uses: Int = 0
}

/// A model of this module with the set.
@Model
public struct StampedBox {
  /// The stamp.
  @Embedded public var stamp: LibraryStamp = LibraryStamp()
  /// The number of the box.
  public var number: Int
}
