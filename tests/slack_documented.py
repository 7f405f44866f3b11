"""The errors that Slack's reference documents, method by method, for the methods that the bot calls.

From docs.slack.dev/reference/methods, the tables "Errors", as stored copies of those pages have them.
`_ALWAYS` are those that every method has.
"""

from collections.abc import Mapping

_ALWAYS = """
    access_denied accesslimited account_inactive deprecated_endpoint ekm_access_denied
    enterprise_is_restricted fatal_error internal_error invalid_arg_name invalid_arguments invalid_array_arg
    invalid_auth invalid_charset invalid_form_data invalid_post_type method_deprecated missing_post_type
    missing_scope
    no_permission not_allowed_token_type not_authed org_login_required ratelimited request_timeout
    service_unavailable team_access_not_granted team_added_to_org token_expired token_revoked
    two_factor_setup_required
"""
_VIEW = "duplicate_external_id hash_conflict view_too_large"
_METADATA = (
    "invalid_metadata_format invalid_metadata_schema metadata_must_be_sent_from_app metadata_too_large"
)
_CONNECT = "slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked"

_BY_METHOD: Mapping[str, str] = {
    "auth.test": "",
    "apps.connections.open": "forbidden_team insecure_request is_bot missing_args",
    "bots.info": "bot_not_found bots_not_found missing_argument team_not_found",
    "chat.delete": "cant_delete_message channel_not_found message_not_found",
    "chat.postMessage": f"""
        {_METADATA} {_CONNECT}
        as_user_not_supported attachment_payload_limit_exceeded cannot_reply_to_message channel_not_found
        draft_already_deleted draft_already_sent draft_has_conflict draft_not_found
        duplicate_channel_not_found duplicate_message_not_found invalid_blocks invalid_blocks_format
        is_archived markdown_text_conflict message_limit_exceeded messages_tab_disabled missing_file_data
        msg_blocks_too_long no_text not_in_channel rate_limited restricted_action
        restricted_action_non_threadable_channel restricted_action_read_only_channel
        restricted_action_thread_locked restricted_action_thread_only_channel
        slack_connect_lists_sharing_blocked team_not_found too_many_attachments too_many_contact_cards
    """,
    "chat.update": f"""
        {_METADATA} {_CONNECT}
        as_user_not_supported block_mismatch blocked_file_type cant_broadcast_message cant_update_message
        channel_not_found edit_window_closed external_channel_migrating file_deleted file_is_deleted
        file_not_found file_share_limit_reached invalid_attachments invalid_blocks invalid_blocks_format
        is_inactive markdown_text_conflict max_file_sharing_exceeded message_limit_exceeded message_not_found
        msg_too_long no_dual_broadcast_content_update no_text posting_to_channel_denied
        slack_connect_blocked_file_type slack_connect_clip_sharing_blocked
        slack_connect_file_upload_sharing_blocked streaming_state_conflict team_not_found
        too_many_attachments unable_to_share_files update_failed
    """,
    "conversations.history": """
        channel_not_found invalid_cursor invalid_limit invalid_metadata_keys invalid_ts_latest
        invalid_ts_oldest not_in_channel pagination_not_available
    """,
    "conversations.open": """
        channel_not_found invalid_user_combination method_not_supported_for_channel_type not_enough_users
        too_many_users user_disabled user_not_found user_not_visible users_list_not_supplied
    """,
    "files.completeUploadExternal": """
        channel_not_found channels_limit_exceeded file_not_found file_update_failed invalid_blocks
        invalid_channel not_in_channel posting_to_channel_denied
    """,
    "files.getUploadURLExternal": """
        alt_txt_too_large file_upload_size_restricted file_uploads_disabled missing_argument snippet_too_large
        storage_limit_reached unknown_snippet_type unknown_subtype
    """,
    "users.info": "user_not_found user_not_visible",
    "views.open": f"{_VIEW} exchanged_trigger_id expired_trigger_id invalid_trigger_id push_limit_reached",
    "views.publish": f"{_VIEW} not_enabled",
    "views.update": f"{_VIEW} not_found",
}

DOCUMENTED: Mapping[str, frozenset[str]] = {
    method: frozenset((_ALWAYS + errors).split()) for method, errors in _BY_METHOD.items()
}
