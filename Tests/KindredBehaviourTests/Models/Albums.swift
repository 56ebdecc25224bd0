import Foundation
import Kindred

/// Albums, which are created together with their tracks and genres.
@Model
struct Album {
  var title: String
  @Field(databaseDefault: .value(7)) var rank: Int?
  @ManyToMany var genres: RelatedSet<Genre>
}

@Model(ordering: ["name"])
struct Genre {
  @Field(unique: true) var name: String
}

/// Values of many forms, one of them from the database.
@Model(ordering: ["number"], uniqueTogether: [["album", "number"]])
struct Track {
  var number: Int
  @ForeignKey(onDelete: .cascade) var album: Album
  var title: String
  @Field(.json) var tags: [String] = []
  @Field(maxDigits: 6, decimalPlaces: 2) var price: Decimal?
  var recorded: Date?
  @Field(databaseDefault: .value(3)) var level: Int?
}
