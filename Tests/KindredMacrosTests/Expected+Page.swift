extension Expected {
  static let page = """

    TODO
    """
}
