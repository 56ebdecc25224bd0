import Kindred

/// Indexes over expressions, alone and beside fields.
@Model(
  indexes: [
    .on(F("email").lowercased(), unique: true),
    .on("-rank", F("name").uppercased().descending, F("name").length),
    .on((F("width") * F("height") - 2).descending.nullsLast, name: "indexed_area"),
    .on(F("name").uppercased(), "width", unique: true, where: F("rank") > 0),
    .on(F("rank") + -1, F("name").nullsFirst),
  ])
struct Indexed {
  @Field(maxLength: 200) var email: String
  var name: String = ""
  @Field(column: "position") var rank: Int = 0
  var width: Int?
  var height: Int32?
}
