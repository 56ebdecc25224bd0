import Kindred

/// Indexes over expressions, alone and beside fields.
@Model(
  indexes: [
    .on(Field("email").lowercased(), unique: true),
    .on("-rank", Field("name").uppercased().descending, Field("name").length),
    .on((Field("width") * Field("height") - 2).descending.nullsLast, name: "indexed_area"),
    .on(Field("name").uppercased(), "width", unique: true, where: Field("rank") > 0),
    .on(Field("rank") + -1, Field("name").nullsFirst),
  ])
struct Indexed {
  @Field(maxLength: 200) var email: String
  var name: String = ""
  @Field(column: "position") var rank: Int = 0
  var width: Int?
  var height: Int32?
}
